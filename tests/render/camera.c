/* SPDX-License-Identifier: Apache-2.0 */
#include "render/camera.h"

#include <math.h>

#define RADIANS 0.017453292519943295f

struct ts_pose ts_pose_make(float x, float y, float turn_deg, float width, float bend_deg) {
  struct ts_pose pose = {
      .x = x, .y = y, .cosine = cosf(turn_deg * RADIANS), .sine = sinf(turn_deg * RADIANS)};
  if (bend_deg > 0) {
    pose.arc = 0.5f * bend_deg * RADIANS;
    pose.radius = 0.5f * width / pose.arc;
  }
  return pose;
}

void ts_pose_point(const struct ts_pose *pose, float u, float v, float point[3]) {
  float x = u, z = 0;
  if (pose->radius > 0) {
    float angle = u / pose->radius;
    x = pose->radius * sinf(angle);
    z = pose->radius * (cosf(pose->arc) - cosf(angle));
  }
  point[0] = pose->x + pose->cosine * x - pose->sine * v;
  point[1] = pose->y + pose->sine * x + pose->cosine * v;
  point[2] = z;
}

static void multiply(float result[3][3], float a[3][3], float b[3][3]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      result[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
}

struct ts_camera ts_camera_make(int width, int height, float focal, float scale, float aim_x, float aim_y,
                                float tilt_deg, float pan_deg, float rotate_deg) {
  float ct = cosf(tilt_deg * RADIANS), st = sinf(tilt_deg * RADIANS);
  float cp = cosf(pan_deg * RADIANS), sp = sinf(pan_deg * RADIANS);
  float cr = cosf(rotate_deg * RADIANS), sr = sinf(rotate_deg * RADIANS);
  /* Up in the picture and right in the picture go away from the camera when tilt and pan are positive. */
  float tilt[3][3] = {{1, 0, 0}, {0, ct, st}, {0, -st, ct}};
  float pan[3][3] = {{cp, 0, -sp}, {0, 1, 0}, {sp, 0, cp}};
  float roll[3][3] = {{cr, -sr, 0}, {sr, cr, 0}, {0, 0, 1}};
  struct ts_camera camera = {.focal = focal, .centre = {0.5f * (float)width, 0.5f * (float)height}};
  float both[3][3];
  multiply(both, tilt, pan);
  multiply(camera.turn, both, roll);
  for (int i = 0; i < 3; i++)
    camera.shift[i] = -(camera.turn[i][0] * aim_x + camera.turn[i][1] * aim_y);
  camera.shift[2] += focal / scale;
  return camera;
}

bool ts_camera_project(const struct ts_camera *camera, const float point[3], float xy[2]) {
  float seen[3];
  for (int i = 0; i < 3; i++)
    seen[i] = camera->turn[i][0] * point[0] + camera->turn[i][1] * point[1] + camera->turn[i][2] * point[2] +
              camera->shift[i];
  if (seen[2] < 0.5f)
    return false;
  xy[0] = camera->centre[0] + camera->focal * seen[0] / seen[2];
  xy[1] = camera->centre[1] + camera->focal * seen[1] / seen[2];
  return true;
}

/* The table's axes turned into the sheet's. */
static void into_sheet(const struct ts_pose *pose, float vector[3]) {
  float x = vector[0], y = vector[1];
  vector[0] = pose->cosine * x + pose->sine * y;
  vector[1] = -pose->sine * x + pose->cosine * y;
}

struct ts_view ts_camera_view(const struct ts_camera *camera, const struct ts_pose *pose) {
  struct ts_view view;
  const float first[3] = {-camera->centre[0] / camera->focal, -camera->centre[1] / camera->focal, 1};
  for (int i = 0; i < 3; i++) {
    view.eye[i] = view.ray[i] = 0;
    for (int j = 0; j < 3; j++) {
      view.eye[i] -= camera->turn[j][i] * camera->shift[j];
      view.ray[i] += camera->turn[j][i] * first[j];
    }
    view.right[i] = camera->turn[0][i] / camera->focal;
    view.down[i] = camera->turn[1][i] / camera->focal;
  }
  view.eye[0] -= pose->x;
  view.eye[1] -= pose->y;
  into_sheet(pose, view.eye);
  into_sheet(pose, view.ray);
  into_sheet(pose, view.right);
  into_sheet(pose, view.down);
  return view;
}

static bool hit_bent(const struct ts_view *view, const struct ts_pose *pose, const float ray[3],
                     struct ts_hit *hit) {
  /* The cylinder's axis lies under the table, so that the sheet's edges touch the table. */
  float axis = pose->radius * cosf(pose->arc);
  float from_x = view->eye[0], from_z = view->eye[2] - axis;
  float a = ray[0] * ray[0] + ray[2] * ray[2];
  float b = from_x * ray[0] + from_z * ray[2];
  float c = from_x * from_x + from_z * from_z - pose->radius * pose->radius;
  float root = b * b - a * c;
  if (root < 0)
    return false;
  hit->depth = (-b - sqrtf(root)) / a;
  hit->slope = atan2f(from_x + hit->depth * ray[0], -(from_z + hit->depth * ray[2]));
  hit->u = pose->radius * hit->slope;
  hit->v = view->eye[1] + hit->depth * ray[1];
  return hit->depth > 0 && fabsf(hit->slope) < pose->arc + 0.1f;
}

bool ts_view_hit(const struct ts_view *view, const struct ts_pose *pose, float px, float py,
                 struct ts_hit *hit) {
  float ray[3];
  for (int i = 0; i < 3; i++)
    ray[i] = view->ray[i] + px * view->right[i] + py * view->down[i];
  if (pose->radius > 0)
    return hit_bent(view, pose, ray, hit);
  if (ray[2] < 1e-3f)
    return false;
  hit->depth = -view->eye[2] / ray[2];
  hit->u = view->eye[0] + hit->depth * ray[0];
  hit->v = view->eye[1] + hit->depth * ray[1];
  hit->slope = 0;
  return hit->depth > 0;
}
