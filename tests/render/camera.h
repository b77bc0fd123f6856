/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_RENDER_CAMERA_H
#define TS_RENDER_CAMERA_H

#include <stdbool.h>

/* The table is the plane z = 0, z grows into it; the camera stands at negative z. */
struct ts_camera {
  float focal;     /* pixels */
  float centre[2]; /* the picture's middle, pixels */
  float turn[3][3];
  float shift[3]; /* seen = turn * point + shift */
};

/* A sheet on the table: a card, a ring, or the table itself. Its own coordinates u (right) and v (down) are
 * millimetres along the sheet from its middle. */
struct ts_pose {
  float x, y;
  float cosine, sine;
  float radius; /* of the cylinder that it bends around, mm; 0 when flat */
  float arc;    /* half the angle that it spans, radians */
};

/* The camera in a sheet's coordinates: pixel (px, py) looks from `eye` along ray + px * right + py * down. */
struct ts_view {
  float eye[3], ray[3], right[3], down[3];
};

struct ts_hit {
  float u, v;
  float slope; /* angle of a bent sheet's surface there, radians, positive at the right */
  float depth; /* distance along the ray, in rays; a pixel spans depth / focal millimetres at right angles */
};

/* A flat sheet, or one of `width` millimetres bent to an arc of `bend` degrees. */
struct ts_pose ts_pose_make(float x, float y, float turn_deg, float width, float bend_deg);
/* The point of the sheet at (u, v), on the table's axes. */
void ts_pose_point(const struct ts_pose *pose, float u, float v, float point[3]);

/* Looks at (aim_x, aim_y) from where one millimetre there measures `scale` pixels. */
struct ts_camera ts_camera_make(int width, int height, float focal, float scale, float aim_x, float aim_y,
                                float tilt_deg, float pan_deg, float rotate_deg);
/* False if the point is behind the camera. */
bool ts_camera_project(const struct ts_camera *camera, const float point[3], float xy[2]);
struct ts_view ts_camera_view(const struct ts_camera *camera, const struct ts_pose *pose);
/* Where the pixel's ray meets the sheet continued without end (a bent one: up to a little past its edges). */
bool ts_view_hit(const struct ts_view *view, const struct ts_pose *pose, float px, float py,
                 struct ts_hit *hit);

#endif
